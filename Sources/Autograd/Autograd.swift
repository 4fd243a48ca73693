// Autograd: see docs/architecture.md
