"""What the desk holds already begins its history."""

from django.db import migrations

from desk.beginning import begin_history


class Migration(migrations.Migration):
    dependencies = [("events", "0002_desk_history")]

    operations = [migrations.RunPython(begin_history("events"), migrations.RunPython.noop)]
