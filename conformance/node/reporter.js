// Prints failures and their reasons, then the summary line for `conformance/run`.

import process from 'node:process';

export default async function* reporter(events) {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type === 'test:pass' && data.details.type !== 'suite') {
      passed++;
    } else if (type === 'test:fail' && data.details.type !== 'suite') {
      failed++;
      const error = data.details.error?.cause ?? data.details.error;
      yield `FAILED ${data.name}\n${error?.stack ?? error}\n`;
    } else if (type === 'test:stderr' || type === 'test:stdout') {
      yield data.message;
    }
  }
  yield `${process.env.CONFORMANCE_SUITE}: ${passed} passed, ${failed} failed\n`;
}
