"""The single place where secrets are taken out of what is shown, kept, logged or exported.

Two passes work together. The first knows the *places* where secrets stand: parameters, JSON
members, headers, anything shaped like a token. The second, over a whole exchange, knows the
*values* found in those places and takes them out wherever else they stand, so that a token
echoed in an error message does not survive.

A signed token keeps its header and payload, which is what a reader wants to see, and loses its
signature, without which nobody accepts it.
"""
