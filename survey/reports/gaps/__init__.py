"""How far what customers get is from what matters to them: gap report, distributions, indices, SERVQUAL, Kano."""
