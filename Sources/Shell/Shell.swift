// Shell: see docs/architecture.md
