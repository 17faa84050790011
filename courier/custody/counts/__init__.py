"""A bag counted at the end of a day, by its carrier and by the office, against the ledger of holders."""
