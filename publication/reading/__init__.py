"""Reading the record: which moment is asked for, what held then, and how stored JSON becomes an answer."""
