"""What is remembered: tables, records, transactions, queries, migrations. Nothing else speaks SQL."""
