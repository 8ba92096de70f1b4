// What signs in at /mine, a file of its own: none may take what two pages share.

export { signInHere } from '../sign-in/sign-in-here.ts';
