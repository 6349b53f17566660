import { ConfigurationError } from '../options/configuration-error.ts';

/** The error for an ACL, a resource or a question that has none of the allowed forms. */
export function aclError(message: string): ConfigurationError {
  return new ConfigurationError(message, 'acl_invalid');
}
