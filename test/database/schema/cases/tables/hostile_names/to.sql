create table "Order" ("select" bigint not null default 0, "Group""By" varchar(20), "x.y" text unique, "ein$$zwei" text check ("ein$$zwei" <> 'a'';--'));
