"""Reading the record from copies of the database that follow the primary, none further behind than allowed."""
