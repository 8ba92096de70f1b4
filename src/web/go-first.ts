// The first script of /go, inside its HTML: it takes the token out of the address before anything else, and asks whom it would sign in, and
// who is signed in already, while the rest of the page still arrives. Asking redeems nothing.

import { fetchPersons, keepsSessions } from './api/api.ts';
import { leaveFirstGo, takePass } from './go/pass.ts';
import { askGrant } from './sign-in/sign-in.ts';

const pass = takePass();
const mayAsk = pass.token !== '' && keepsSessions();
leaveFirstGo({ pass, asked: mayAsk ? { grant: askGrant(pass.token), persons: fetchPersons() } : null });
