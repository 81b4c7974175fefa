from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publication", "0003_search"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(models.F("status"), models.F("sort_day"), models.F("id"), name="claim_status_day"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(models.F("role"), models.F("sort_day"), models.F("id"), name="claim_role_day"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                models.F("level"), models.F("owner"), condition=models.Q(("level__isnull", False)), name="claim_level"
            ),
        ),
        migrations.AddIndex(
            model_name="face",
            index=models.Index(
                models.F("target"), models.F("entry"), condition=models.Q(("target__isnull", False)), name="face_target"
            ),
        ),
    ]
