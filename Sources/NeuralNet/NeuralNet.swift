// NeuralNet: see docs/architecture.md
