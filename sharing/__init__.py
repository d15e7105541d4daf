"""What may cross the firewall: share decisions and the log of reads."""
