import type { AuthContext } from 'pyramidion';

declare global {
  namespace App {
    interface Locals {
      auth: AuthContext;
    }
  }
}
