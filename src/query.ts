/** The entry point for lists of rows from the same ACL: no token code is behind it. */
export type {
  AclTemplate,
  ColumnKind,
  Condition,
  Hole,
  List,
  ParentCondition,
  TreeCondition,
  ValueCondition,
} from './authz/acl-template.ts';
export { list } from './authz/list.ts';
export { number, uuid } from './query/column.ts';
export type { ColumnOf, KindOfColumn } from './query/column.ts';
export { filter } from './query/filter.ts';
export type { Tables } from './query/filter.ts';
export { when } from './query/guard.ts';
export type { Guard, GuardedAce, TemplateAce } from './query/guard.ts';
export { member, owner } from './query/hole.ts';
export type { IdColumn } from './query/hole.ts';
export type { TemplateLine } from './query/line.ts';
export type { TemplateOptions } from './query/lineage.ts';
export { aclFor } from './query/template.ts';
export type { MakeTemplate } from './query/template.ts';
export type { Dialect } from './query/dialects.ts';
export { sqlText } from './query/sql.ts';
export type { SqlText, SqlTextOptions } from './query/sql.ts';
export { templateFromJson } from './query/template-from-json.ts';
export type { JsonColumns } from './query/json-columns.ts';
export type { TemplateJsonOptions } from './query/template-from-json.ts';
export type {
  JsonAce,
  JsonHole,
  JsonLine,
  JsonValue,
  TemplateDocument,
  TemplateJson,
} from './query/template-json.ts';
export { templateToJson } from './query/template-to-json.ts';
export { drizzle } from './query/drizzle.ts';
export type { DrizzleOptions, SqlTag } from './query/drizzle.ts';
export { kysely } from './query/kysely.ts';
export type { KyselyExpression, KyselyOptions, KyselySql } from './query/kysely.ts';
export { prisma } from './query/prisma.ts';
export type { PrismaOptions, PrismaWhere } from './query/prisma.ts';
