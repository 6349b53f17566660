/**
 * Secrets long enough to be used that everybody can read: from specifications, from the first page of libraries and from widespread tutorials.
 * In lower case, letters and digits only, so that spacing and case make no difference.
 */
export const publishedSecrets: ReadonlySet<string> = new Set(
  [
    // RFC 7515 appendix A.1, and RFC 7520 §3.5.
    'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
    'hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg',
    // The debugger at jwt.io, now and before.
    'a-string-secret-at-least-256-bits-long',
    'a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long',
    'your-256-bit-secret',
    'your-384-bit-secret',
    'your-512-bit-secret',
    // The tutorials of FastAPI, of Flask and of several books on Spring.
    '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
    '192b9bdd22ab9ed4d12e236c78afcc9a393ec15f71bbf5dc987d54727823bcbf',
    '404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970',
    '======================BezKoder=Spring===========================',
    // The documentation of NestJS and of Symfony.
    'DO NOT USE THIS VALUE. INSTEAD, CREATE A COMPLEX SECRET AND KEEP IT SAFE OUTSIDE OF THE SOURCE CODE.',
    'ThisTokenIsNotSoSecretChangeIt',
  ].map(bare),
);

/** A text in lower case without anything but letters and digits. */
export function bare(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
