"""The style sheet of the provider's pages; its hash stands in their content security policy."""

STYLE = """
:root { color-scheme: light dark; --ground: #f6f7f9; --surface: #fff; --sunken: #eef1f4;
  --line: #dbe0e6; --text: #1b2027; --muted: #5a6470; --accent: #2b5fc7; --on-accent: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14171c; --surface: #1c2027; --sunken: #15191f; --line: #303742;
    --text: #e6eaf0; --muted: #9aa5b3; --accent: #7fa6f5; --on-accent: #14171c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; }
header { border-bottom: 1px solid var(--line); background: var(--surface); }
header p { max-width: 46rem; margin: 0 auto; padding: .75rem 1.5rem; font-weight: 600; }
header span { color: var(--muted); font-weight: 400; margin-left: .5rem; }
main { max-width: 28rem; margin: 3rem auto; padding: 1.5rem; background: var(--surface);
  border: 1px solid var(--line); border-radius: .5rem; }
main:has(.wide) { max-width: 46rem; }
h1 { margin: 0 0 1rem; font-size: 1.375rem; font-weight: 600; line-height: 1.25; }
h2 { margin: 2rem 0 .5rem; font-size: 1.0625rem; font-weight: 600; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
ul { margin: 0 0 1rem; padding-left: 1.25rem; }
li { margin: .25rem 0; }
code { padding: .1em .35em; border-radius: .25rem; background: var(--sunken);
  font: .875em ui-monospace, monospace; overflow-wrap: anywhere; }
form { display: grid; gap: .5rem; }
button { padding: .625rem 1rem; border: 1px solid var(--line); border-radius: .375rem;
  background: var(--surface); color: inherit; font: inherit; cursor: pointer; text-align: center; }
button:hover { border-color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
button.primary { border-color: var(--accent); background: var(--accent);
  color: var(--on-accent); font-weight: 600; }
button.user { text-align: left; }
button.user span { display: block; color: var(--muted); font-size: .875rem; }
button.user em { color: var(--muted); font-size: .875rem; font-style: normal; }
button.quiet { border-color: transparent; color: var(--muted); }
label { display: block; }
label span { color: var(--muted); }
textarea, select { width: 100%; padding: .5rem; border: 1px solid var(--line);
  border-radius: .375rem; background: var(--sunken); color: inherit;
  font: .875rem ui-monospace, monospace; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th, td { padding: .375rem .5rem; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }
th { color: var(--muted); font-weight: 500; }
"""
