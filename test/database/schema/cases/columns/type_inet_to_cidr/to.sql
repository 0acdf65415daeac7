create table t (a inet, b inet);
