"""Planning: which days suit, what a chapter's evenings are usually like, and their rhythm."""
