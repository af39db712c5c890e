"""One file per runnable flow; a flow yields its steps as it goes, over ports.

The index of runnable flows is :data:`oidc_workbench.flows.index.FLOWS`.
"""
