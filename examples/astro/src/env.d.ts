declare namespace App {
  interface Locals {
    auth: import('pyramidion').AuthContext;
  }
}
