"""Two saves of one form at the same moment, each by a connection of its own."""

import threading

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import close_old_connections, connection
from django.test import Client

from desk.models import Entry
from relations.models import Relationship
from tests.desk_admin.screens import form_data, url_of


def test_of_two_saves_at_once_one_is_asked(database_copy):
    """Two threads with two connections, on the same form: one is saved, the other sees both versions."""
    with database_copy("small").connected():
        dyad = Relationship.objects.get()
        clients = []
        for name in ("one", "two"):
            user = get_user_model().objects.create_user(name, is_staff=True)
            user.groups.add(Group.objects.get(name="Curators"))
            client = Client()
            client.force_login(user)
            clients.append((client, {**form_data(client, url_of(dyad)), "summary": name}))
        gate, answers = threading.Barrier(2), []

        def save(client, data):
            try:
                gate.wait()
                answers.append(client.post(url_of(dyad), data).status_code)
            finally:
                connection.close()

        threads = [threading.Thread(target=save, args=pair) for pair in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        close_old_connections()
        assert sorted(answers) == [302, 409]
        assert Entry.objects.get(pk=dyad.pk).summary in ("one", "two")
