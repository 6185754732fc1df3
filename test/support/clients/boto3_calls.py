"""Calls operations of CodeArtifact, one after the other: boto3_calls.py FILE, where FILE holds a JSON list of calls.

A call is {"operation", "input"}, with {"pageSize"} for all pages of a paginator. Prints a JSON list of what came of each:
{"output"}, {"pages"} or {"error"}.
"""

import json
import sys

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

client = boto3.client("codeartifact", config=Config(retries={"total_max_attempts": 1}))


def plain(output):
    output.pop("ResponseMetadata", None)
    return {name: value.read().decode() if hasattr(value, "read") else value for name, value in output.items()}


def failure(error):
    response = error.response
    code = response["Error"]["Code"]
    members = ("resourceId", "resourceType", "reason", "retryAfterSeconds")
    return {
        "code": code,
        "message": response["Error"]["Message"],
        "status": response["ResponseMetadata"]["HTTPStatusCode"],
        "isModelled": isinstance(error, getattr(client.exceptions, code, ())),
        "members": {name: response[name] for name in members if name in response},
    }


def run(call):
    method = xform_name(call["operation"])
    try:
        if "pageSize" in call:
            pages = client.get_paginator(method).paginate(**call["input"], PaginationConfig={"PageSize": call["pageSize"]})
            return {"pages": [plain(page) for page in pages]}
        return {"output": plain(getattr(client, method)(**call["input"]))}
    except ClientError as error:
        return {"error": failure(error)}


with open(sys.argv[1], encoding="utf-8") as file:
    calls = json.load(file)
print(json.dumps([run(call) for call in calls], default=str))
