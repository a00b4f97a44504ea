"""Reading what people type, in French or English: dates, hours, lengths, seats, zones."""
