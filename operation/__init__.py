"""What an operator needs: backups that are restored, answers to 'is it well?', logs. Nothing here writes an entry."""
