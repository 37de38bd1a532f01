// Prints what google-auth-library finds.

const { GoogleAuth } = require('google-auth-library');

const scopes = ['https://www.googleapis.com/auth/cloud-platform'];

/** With a key file, the library asks for tokens at a fixed address, unless it signs the access token itself, as clients make it do. */
async function headers(client) {
  client.useJWTAccessWithScope = true;
  client.defaultScopes = scopes;
  const found = await client.getRequestHeaders('https://cloudtasks.googleapis.com/');
  return (found.get ? found.get('authorization') : found.Authorization).replace('Bearer ', '');
}

async function main() {
  const auth = new GoogleAuth({ scopes });
  const client = await auth.getClient();
  const usesKey = Boolean(process.env.GOOGLE_APPLICATION_CREDENTIALS);
  const idTokens = usesKey ? undefined : await auth.getIdTokenClient(process.env.AUDIENCE);
  console.log(JSON.stringify({
    project: await auth.getProjectId(),
    email: (await auth.getCredentials()).client_email,
    token: await headers(client),
    idToken: idTokens && await idTokens.idTokenProvider.fetchIdToken(process.env.AUDIENCE),
  }));
}

main();
