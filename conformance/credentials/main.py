"""Prints what google-auth finds."""

import json
import os

import google.auth
from google.auth.transport.requests import Request
from google.oauth2 import id_token

credentials, project = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
credentials.refresh(Request())
print(json.dumps({
    "project": project,
    "email": credentials.service_account_email,
    "token": credentials.token,
    "idToken": id_token.fetch_id_token(Request(), os.environ["AUDIENCE"]),
}))
