"""What the desk holds already begins its history."""

from django.db import migrations

from desk.beginning import begin_history


class Migration(migrations.Migration):
    dependencies = [("sources", "0004_desk_history")]

    operations = [migrations.RunPython(begin_history("sources"), migrations.RunPython.noop)]
