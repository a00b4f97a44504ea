"""How fast it is, beside the plainest program of the same library; see docs/performance.md."""
