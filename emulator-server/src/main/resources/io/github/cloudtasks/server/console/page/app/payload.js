// The bytes of a body in the forms in which people read them.

/** Returns the bytes of base64 text. */
export function decodeBase64(text) {
  const binary = atob(text ?? '');
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** Returns bytes in base64. */
export function encodeBase64(bytes) {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary);
}

export const encodeText = (text) => new TextEncoder().encode(text);

/** Returns the text of UTF-8; undefined if the bytes are not UTF-8. */
export function textOf(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Returns JSON with line breaks; undefined if the text is not an object or a list. */
export function jsonOf(text) {
  if (text === undefined || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return undefined;
  }
}

/** Returns the names and values of a form; undefined if the text is none. */
export function formOf(text, contentType) {
  const isForm = /^application\/x-www-form-urlencoded/i.test(contentType ?? '');
  if (text === undefined || !(isForm || /^[\w.%+[\]-]+=[^\s]*$/.test(text))) return undefined;
  return [...new URLSearchParams(text)];
}

const ROW = 16;

/** Returns bytes as lines of offset, hexadecimal digits and characters. */
export function hexOf(bytes) {
  const lines = [];
  for (let from = 0; from < bytes.length; from += ROW) {
    const row = [...bytes.subarray(from, from + ROW)];
    const digits = row.map((byte) => byte.toString(16).padStart(2, '0'));
    const left = digits.slice(0, 8).join(' ').padEnd(23);
    const right = digits.slice(8).join(' ').padEnd(23);
    const characters = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
    lines.push(`${from.toString(16).padStart(6, '0')}  ${left}  ${right}  ${characters}`);
  }
  return lines.join('\n');
}

/** Returns the value of a header in a map; undefined without one. */
export function headerOf(headers, name) {
  const key = Object.keys(headers ?? {}).find((given) => given.toLowerCase() === name);
  return key && headers[key];
}
