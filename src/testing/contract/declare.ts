import type { TestRunner } from './test-runner.ts';

/** A rule of a contract; its name is a sentence. */
interface Named {
  readonly name: string;
}

/**
 * Throws for a reason that names no rule of the contract.
 *
 * @param list - the name of the export that has the rules
 */
export function checkCannot(
  cannot: Readonly<Record<string, string>>,
  rules: readonly Named[],
  list: string,
): void {
  for (const name of Object.keys(cannot))
    if (!rules.some((one) => one.name === name))
      throw new TypeError(`"${name}" in cannot is no rule of the contract: see ${list}.`);
}

/**
 * Declares one test for each rule. One that cannot be kept has to be broken.
 *
 * @param run - rejects if the rule is broken
 */
export function declareRules<Rule extends Named>(
  { test }: Pick<TestRunner, 'test'>,
  rules: readonly Rule[],
  cannot: Readonly<Record<string, string>>,
  run: (rule: Rule) => Promise<void>,
): void {
  for (const rule of rules) {
    const { name } = rule;
    const reason = cannot[name];
    test(reason === undefined ? name : `cannot be kept (${reason}): ${name}`, async () => {
      const error = await run(rule).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      if (reason === undefined && error !== null) throw error;
      if (reason !== undefined && error === null)
        throw new Error(`The rule is kept: take it out of cannot (${reason}).`);
    });
  }
}
