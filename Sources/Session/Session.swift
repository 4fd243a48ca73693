// Session: see docs/architecture.md
