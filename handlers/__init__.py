"""What a chat sees: one module per conversation, views, keyboards, texts, locales."""
