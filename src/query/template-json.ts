/**
 * A principal with a hole: `{ "owner": "ownerId" }`, or `{ "member": "team", "column": "teamId" }`.
 */
export type JsonHole =
  | { readonly owner: string; readonly issuer?: string }
  | { readonly member: string; readonly column: string; readonly role?: string };

/** The ACE of a template as JSON; the string `"*"` stands for AllPermissions. */
export type JsonAce = readonly [
  action: string,
  principal: string | JsonHole,
  permissions: string | readonly string[],
];

/** The value of a column of `when` as JSON. */
export type JsonValue = string | number | boolean | null;

/** A line of a template as JSON: an ACE, alone or for some rows only. */
export type JsonLine =
  | JsonAce
  | {
      readonly when: Readonly<Record<string, JsonValue | readonly JsonValue[]>>;
      readonly ace: JsonAce;
    };

/** The lines of a template as JSON. */
export type TemplateJson = readonly JsonLine[];

/** A template as JSON with the version of its form; `schema/acl.json` describes it. */
export interface TemplateDocument {
  readonly version: 1;
  readonly template: TemplateJson;
}
