"""Locations, which every current client can list and get."""

from expectations import LOCATION_ID


def test_list_locations_knows_the_regions_of_the_service(api, project):
    answer = api.list_locations(name=f"projects/{project}")

    by_id = {location.location_id: location for location in answer.locations}
    assert {LOCATION_ID, "europe-west1", "asia-northeast1"} <= by_id.keys()
    assert by_id[LOCATION_ID].name == f"projects/{project}/locations/{LOCATION_ID}"
    assert by_id[LOCATION_ID].labels["cloud.googleapis.com/region"] == LOCATION_ID


def test_list_locations_pages(api, project):
    first = api.list_locations(name=f"projects/{project}", page_size=2)
    second = api.list_locations(name=f"projects/{project}", page_size=2, page_token=first.next_page_token)

    ids = [location.location_id for page in (first, second) for location in page.locations]
    assert len(set(ids)) == 4


def test_list_locations_shows_a_location_in_use(api, project):
    parent = f"projects/{project}/locations/mars-north1"
    api.create_queue(parent=parent, queue={"name": f"{parent}/queues/q"})

    answer = api.list_locations(name=f"projects/{project}", page_size=1000)

    assert "mars-north1" in [location.location_id for location in answer.locations]


def test_get_location_answers_for_any_id(api, project):
    name = f"projects/{project}/locations/{LOCATION_ID}"

    location = api.get_location(name=name)

    assert (location.name, location.location_id) == (name, LOCATION_ID)
