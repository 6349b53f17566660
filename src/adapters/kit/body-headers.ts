/**
 * Headers that describe the body that the handler meant to send. An adapter takes them off before
 * it answers a refusal.
 */
export const BODY_HEADERS: readonly string[] = /* @__PURE__ */ Object.freeze([
  'Accept-Ranges',
  'Content-Disposition',
  'Content-Encoding',
  'Content-Language',
  'Content-Location',
  'Content-Range',
  'ETag',
  'Last-Modified',
  'Trailer',
  'Transfer-Encoding',
]);
