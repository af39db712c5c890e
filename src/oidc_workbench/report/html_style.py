"""The style of the web page, light and dark: contrasts of 4.5 to 1 and more."""

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #ffffff;
  --line: #d0d7de; --tint: #f4f6f8; --error: #a40e26; --warning: #7d4e00; --info: #0550ae;
  --accept: #116329; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --paper: #0f1419;
  --line: #3a424c; --tint: #1a2129; --error: #ff9492; --warning: #e9b44c; --info: #79b8ff;
  --accept: #6fdd8b; } }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; } h3 { font-size: 1rem; }
p.about { color: var(--soft); }
.verdict { border-left: 0.4rem solid; padding: 0.5rem 1rem; background: var(--tint);
  font-weight: 600; overflow-wrap: anywhere; }
.accept { border-color: var(--accept); } .reject { border-color: var(--error); }
.undecided { border-color: var(--warning); }
.error { color: var(--error); } .warning { color: var(--warning); } .info { color: var(--info); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--soft); padding: 0.25rem 0; }
th, td { border: 1px solid var(--line); padding: 0.35rem 0.6rem; text-align: left;
  vertical-align: top; }
th { overflow-wrap: break-word; max-width: 16rem; }
td { overflow-wrap: anywhere; min-width: 7rem; }
thead th { background: var(--tint); }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: inherit; }
dt { font-weight: 600; } dd { margin: 0 0 0.4rem 1.5rem; overflow-wrap: anywhere; }
summary { cursor: pointer; font-weight: 600; }
@media print { body { max-width: none; } }
"""
