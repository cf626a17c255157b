"""Bill, record and goods laid side by side: papers, their lines, and what differs."""
