/** A reporter of `node --test`: one line of JSON for each test, its groups, title and status. */
export default async function* report(events) {
  const path = [];
  const groups = new Set();
  for await (const { type, data } of events) {
    if (type === 'test:start') {
      path.length = data.nesting;
      path.push(data.name);
      groups.add(JSON.stringify(path.slice(0, -1)));
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const ancestors = path.slice(0, data.nesting);
    // What has tests is a group.
    if (groups.has(JSON.stringify([...ancestors, data.name]))) continue;
    const isSkipped = data.skip !== undefined || data.todo !== undefined;
    const status = type === 'test:pass' ? 'passed' : 'failed';
    const message = data.details?.error?.cause?.message ?? data.details?.error?.message ?? null;
    const shown = { groups: ancestors, title: data.name, status: isSkipped ? 'skipped' : status };
    yield `${JSON.stringify({ ...shown, message })}\n`;
  }
}
