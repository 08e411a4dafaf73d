"""From figures about spans of months to monthly series and their plausible histories."""
