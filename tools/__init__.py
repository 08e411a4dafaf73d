"""What developers run to make shipped files anew."""
