'use client';

export default function Failed() {
  return <p role="alert">You may not see this page.</p>;
}
