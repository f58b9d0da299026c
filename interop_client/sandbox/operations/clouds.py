"""Actors and clouds."""

from __future__ import annotations

from ..contract.answers import not_found
from ..world.collection import Record
from .call import Call, Handler, Listing, Result, Single


def list_actors(call: Call) -> Result:
    return Listing(list(call.state.actors), lambda record: _actor(call, record, True))


def list_clouds(call: Call) -> Result:
    return Listing(list(call.state.clouds))


def create_cloud(call: Call) -> Result:
    body: Record = call.json()
    new = {**body, "account_id": call.state.account_id, **call.created()}
    return Single(call.state.clouds.put(new))


def search_clouds(call: Call) -> Result:
    wanted = {
        name: call.query[name] for name in ("generation", "userdata", "name") if name in call.query
    }
    return Listing(
        [
            cloud
            for cloud in call.state.clouds
            if all(cloud.get(name) == value for name, value in wanted.items())
        ]
    )


def find_cloud(call: Call) -> Result:
    return Single(_cloud(call))


def delete_cloud(call: Call) -> None:
    call.state.clouds.remove(_cloud(call)["id"])


def list_actors_by_cloud(call: Call) -> Result:
    cloud = _cloud(call)
    with_credentials = call.query.get("include_credentials", False)
    return Listing(
        [
            record
            for record in call.state.actors
            if call.state.actor_clouds.get(record["id"]) == cloud["id"]
        ],
        lambda record: _actor(call, record, with_credentials),
    )


def _cloud(call: Call) -> Record:
    cloud = call.state.clouds.get(call.id)
    if cloud is None:
        raise not_found("cloud", call.id)
    return cloud


def _actor(call: Call, record: Record, with_credentials: bool) -> Record:
    tenant = call.state.tenants.get(call.state.actor_tenants.get(record["id"], ""))
    if tenant is None or not with_credentials:
        return record
    return {**record, "auth": tenant.auth(call.profile.auth_type)}


OPERATIONS: dict[str, Handler] = {
    "listActors": list_actors,
    "listClouds": list_clouds,
    "createCloud": create_cloud,
    "searchClouds": search_clouds,
    "findCloud": find_cloud,
    "deleteCloud": delete_cloud,
    "listActorsByCloud": list_actors_by_cloud,
}
