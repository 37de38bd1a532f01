import process from 'node:process';
import { chromium } from 'playwright-core';

/** Starts the browser without a window. Host names of tests resolve to this machine. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CONFORMANCE_CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--no-proxy-server',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // The emulator must not depend on the browser's own protection of local addresses.
      '--disable-features=LocalNetworkAccessChecks,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable',
      '--host-resolver-rules=MAP evil.example 127.0.0.1, MAP rebound.example 127.0.0.1, MAP allowed.example 127.0.0.1',
    ],
  });
}
