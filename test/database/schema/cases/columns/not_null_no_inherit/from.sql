create table p (a text);
create table c () inherits (p);
