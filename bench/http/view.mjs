/** A request of `node:http` as whoever writes an adapter hands it to `authenticate`. */
export class View {
  constructor(request) {
    this.request = request;
  }

  get method() {
    return this.request.method;
  }

  get secure() {
    return this.request.socket.encrypted === true;
  }

  /** From the raw list: the object of headers keeps only the first `Authorization`. */
  header(name) {
    const { rawHeaders } = this.request;
    let found;
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const field = rawHeaders[i];
      if (field.length !== name.length || field.toLowerCase() !== name) continue;
      found = found === undefined ? rawHeaders[i + 1] : [found, rawHeaders[i + 1]].flat();
    }
    return found;
  }
}
