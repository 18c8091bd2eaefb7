"""Claims on beds: stays, holds, reservations and closures."""
