/** A path of OpenAPI 3, and the names of its parameters. */
export interface OpenApiPath {
  readonly path: string;
  readonly parameters: readonly string[];
}

/** A parameter and its constraint in round brackets, or a wildcard with or without a name. */
const PARAMETER = /:([A-Za-z_$][\w$]*)(\((?:\\.|[^()\\])*\))?\??|\*{1,2}:?([A-Za-z_$][\w$]*)?/g;
/** The constraint of Hono, which is no optional part: it has neither a slash nor a parameter. */
const CONSTRAINT = /(:[A-Za-z_$][\w$]*)\{[^{}/:*]*\}/g;

/**
 * Writes the path of a framework as OpenAPI does: `/reports/:id` becomes `/reports/{id}`. An
 * optional part counts as given, and a constraint is left out. A wildcard without a name is called
 * `wildcard`.
 *
 * @returns null for what is no path: a regular expression, the name of a procedure
 */
export function openApiPathOf(written: string): OpenApiPath | null {
  if (!written.startsWith('/')) return null;
  const parameters: string[] = [];
  const plain = written.replace(CONSTRAINT, '$1').replaceAll(/[{}]/g, '');
  const path = plain.replaceAll(PARAMETER, (_, named?: string, __?: string, rest?: string) => {
    const wanted = named ?? rest ?? 'wildcard';
    let name = wanted;
    for (let count = 2; parameters.includes(name); count++) name = `${wanted}${count}`;
    parameters.push(name);
    return `{${name}}`;
  });
  return { path, parameters };
}
