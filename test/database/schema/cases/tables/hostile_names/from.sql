create table "Order" ("select" integer, "Group""By" text, "x.y" text, "ein$$zwei" text);
insert into "Order" values (1, 'a', 'b', 'c');
