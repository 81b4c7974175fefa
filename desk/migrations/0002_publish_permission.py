from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="entry",
            options={
                "ordering": ["title", "pk"],
                "permissions": [("publish_entry", "Can publish, withdraw and restore entries")],
                "verbose_name_plural": "entries",
            },
        ),
    ]
