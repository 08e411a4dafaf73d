"""The page Bericht: papers to save."""
